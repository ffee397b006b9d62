package main

import (
	"log"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

var upgrader = websocket.Upgrader{
	// The page comes from another port than the socket.
	CheckOrigin: func(*http.Request) bool { return true },
}

// not101: show
const patience = 6 * time.Second

func serve(socket *websocket.Conn) {
	defer socket.Close()

	socket.SetPongHandler(func(string) error {
		return socket.SetReadDeadline(time.Now().Add(patience))
	})
	go func() {
		for socket.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second)) == nil {
			time.Sleep(patience / 3)
		}
	}()

	for {
		socket.SetReadDeadline(time.Now().Add(patience))
		_, message, err := socket.ReadMessage()
		if err != nil {
			log.Print(err)
			return
		}
		log.Printf("%s", message)
	}
}

// not101: end

func main() {
	http.HandleFunc("/ws", func(answer http.ResponseWriter, request *http.Request) {
		if socket, err := upgrader.Upgrade(answer, request, nil); err == nil {
			serve(socket)
		}
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:3000", nil))
}
